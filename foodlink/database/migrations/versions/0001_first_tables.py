"""The nouns: territories, people, offers, reservations, plans, routes, and the log of events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_first_tables"
down_revision = None


def upgrade() -> None:
    # A driver and a stretch of time in one exclusion constraint need gist over plain values.
    op.execute("create extension if not exists btree_gist")
    op.create_table(
        "commune_contours",
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("geometry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("insee", name=op.f("pk_commune_contours")),
    )
    op.create_index(op.f("ix_commune_contours_department"), "commune_contours", ["department"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), server_default="0", autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=True),
        sa.Column("noun", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("old", sa.String(length=24), nullable=True),
        sa.Column("new", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_offer_id", "events", ["offer_id", "id"], unique=False, postgresql_where="offer_id is not null"
    )
    op.create_index("ix_events_subject_id", "events", ["subject_id", "id"], unique=False)
    op.create_index("ix_events_territory_at", "events", ["territory", "at"], unique=False)
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "geocoded_addresses",
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("query", name=op.f("pk_geocoded_addresses")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index("ix_sign_in_failures_email_digest_at", "sign_in_failures", ["email_digest", "at"], unique=False)
    op.create_table(
        "territories",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("auto_publish", sa.Boolean(), nullable=False),
        sa.Column("batch_every_min", sa.Integer(), nullable=False),
        sa.Column("solve_limit_s", sa.Integer(), nullable=False),
        sa.Column("chilled_on_board_s", sa.Integer(), nullable=False),
        sa.Column("frozen_on_board_s", sa.Integer(), nullable=False),
        sa.CheckConstraint("batch_every_min between 1 and 240", name=op.f("ck_territories_batch_every_min")),
        sa.CheckConstraint("chilled_on_board_s between 0 and 86400", name=op.f("ck_territories_chilled_on_board_s")),
        sa.CheckConstraint("frozen_on_board_s between 0 and 86400", name=op.f("ck_territories_frozen_on_board_s")),
        sa.CheckConstraint("solve_limit_s between 1 and 120", name=op.f("ck_territories_solve_limit_s")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territories")),
    )
    op.create_table(
        "ticks",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ticks")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "artisan",
                "shop",
                "farm",
                "market_gardener",
                "association",
                name="organisation_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("access_notes", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=False),
        sa.Column("serves_students", sa.Boolean(), nullable=False),
        sa.Column("accepts", postgresql.ARRAY(sa.String(length=24)), nullable=False),
        sa.Column("storage_ambient_g", sa.BigInteger(), nullable=False),
        sa.Column("storage_chilled_g", sa.BigInteger(), nullable=False),
        sa.Column("storage_frozen_g", sa.BigInteger(), nullable=False),
        sa.Column("use_by_lead_h", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("beneficiaries >= 0", name=op.f("ck_organisations_beneficiaries")),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_organisations_place")),
        sa.CheckConstraint(
            "storage_ambient_g >= 0 and storage_chilled_g >= 0 and storage_frozen_g >= 0",
            name=op.f("ck_organisations_storage"),
        ),
        sa.CheckConstraint("use_by_lead_h between 0 and 240", name=op.f("ck_organisations_use_by_lead_h")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_organisations_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("territory", "name", name=op.f("uq_organisations_territory_name")),
    )
    op.create_index("ix_organisations_territory_kind", "organisations", ["territory", "kind"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "producer",
                "driver",
                "association",
                "coordinator",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("territory", sa.String(length=3), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(role = 'admin') = (territory is null)", name=op.f("ck_accounts_territory_of_role")),
        sa.CheckConstraint(
            "(role in ('producer', 'association')) = (organisation_id is not null)",
            name=op.f("ck_accounts_organisation_of_role"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_accounts_organisation_id")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_accounts_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_organisation_id"), "accounts", ["organisation_id"], unique=False)
    op.create_index("uq_accounts_email", "accounts", ["email"], unique=True)
    op.create_table(
        "closures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_closures_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sa.UniqueConstraint("organisation_id", "day", name=op.f("uq_closures_organisation_id_day")),
    )
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_opening_hours_order")),
        sa.CheckConstraint("weekday between 1 and 7", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_opening_hours_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
    )
    op.create_index(op.f("ix_opening_hours_organisation_id"), "opening_hours", ["organisation_id"], unique=False)
    op.create_table(
        "access_tokens",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_access_tokens_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_access_tokens")),
    )
    op.create_index(op.f("ix_access_tokens_account_id"), "access_tokens", ["account_id"], unique=False)
    op.create_table(
        "drivers",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column(
            "vehicle_kind",
            sa.Enum(
                "car", "cargo_bike", "van", name="vehicle_kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("capacity_g", sa.BigInteger(), nullable=False),
        sa.Column("crates", sa.Integer(), nullable=False),
        sa.Column("chilled_crates", sa.Integer(), nullable=False),
        sa.Column("frozen_crates", sa.Integer(), nullable=False),
        sa.Column("start_lat", sa.Double(), nullable=False),
        sa.Column("start_lon", sa.Double(), nullable=False),
        sa.Column("start_address", sa.String(length=300), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("capacity_g between 1 and 3500000", name=op.f("ck_drivers_capacity")),
        sa.CheckConstraint(
            "chilled_crates between 0 and 500 and frozen_crates between 0 and 500", name=op.f("ck_drivers_cold_crates")
        ),
        sa.CheckConstraint("crates between 0 and 500", name=op.f("ck_drivers_crates")),
        sa.CheckConstraint(
            "start_lat between -90 and 90 and start_lon between -180 and 180", name=op.f("ck_drivers_start")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_drivers_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_drivers")),
    )
    op.create_table(
        "idempotent_answers",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_idempotent_answers_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_idempotent_answers")),
    )
    op.create_index("ix_idempotent_answers_created_at", "idempotent_answers", ["created_at"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_account_at", "notices", ["account_id", "at"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("producer_id", sa.Uuid(), nullable=False),
        sa.Column("posted_by", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("notes", sa.String(length=1000), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "partly_reserved",
                "reserved",
                "planned",
                "collected",
                "delivered",
                "withdrawn",
                "expired",
                "failed",
                name="offer_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("available_from < available_until", name=op.f("ck_offers_window")),
        sa.CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_offers_place")),
        sa.ForeignKeyConstraint(["posted_by"], ["accounts.id"], name=op.f("fk_offers_posted_by")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisations.id"], name=op.f("fk_offers_producer_id")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_offers_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(
        "ix_offers_live_place",
        "offers",
        ["lat", "lon"],
        unique=False,
        postgresql_where="status in ('open', 'partly_reserved', 'reserved', 'planned', 'collected')",
    )
    op.create_index(
        "ix_offers_live_until",
        "offers",
        ["territory", "available_until", "id"],
        unique=False,
        postgresql_where="status in ('open', 'partly_reserved', 'reserved', 'planned', 'collected')",
    )
    op.create_index("ix_offers_producer", "offers", ["producer_id", "available_until", "id"], unique=False)
    op.create_index("ix_offers_until", "offers", ["territory", "available_until", "id"], unique=False)
    op.create_table(
        "password_links",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_password_links_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_password_links")),
    )
    op.create_index(op.f("ix_password_links_account_id"), "password_links", ["account_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "solving",
                "ready",
                "published",
                "superseded",
                "failed",
                name="plan_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("time_limit_s", sa.SmallInteger(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("publish_when_ready", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("time_limit_s between 1 and 120", name=op.f("ck_plans_time_limit_s")),
        sa.ForeignKeyConstraint(["requested_by"], ["accounts.id"], name=op.f("fk_plans_requested_by")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_plans_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index("ix_plans_territory_day", "plans", ["territory", "day", "id"], unique=False)
    op.create_index(
        "uq_plans_pending_day",
        "plans",
        ["territory", "day"],
        unique=True,
        postgresql_where="status in ('queued', 'solving')",
    )
    op.create_table(
        "lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "bakery",
                "fruit_vegetables",
                "dairy",
                "meat_fish",
                "prepared",
                "grocery",
                "drinks",
                "hygiene",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("quantity_g", sa.BigInteger(), nullable=False),
        sa.Column("reserved_g", sa.BigInteger(), nullable=False),
        sa.Column(
            "rest",
            sa.Enum(
                "open",
                "withdrawn",
                "expired",
                "failed",
                name="rest_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("crates", sa.Integer(), nullable=False),
        sa.Column(
            "temperature",
            sa.Enum(
                "ambient", "chilled", "frozen", name="temperature", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("use_by", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("allergens", postgresql.ARRAY(sa.String(length=24)), nullable=False),
        sa.Column("pinned_association_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("crates between 1 and 1000", name=op.f("ck_lots_crates")),
        sa.CheckConstraint("quantity_g > 0 and quantity_g <= 2000000", name=op.f("ck_lots_quantity")),
        sa.CheckConstraint(
            "reserved_g >= 0 and reserved_g <= quantity_g", name=op.f("ck_lots_never_more_reserved_than_offered")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_lots_offer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["pinned_association_id"], ["organisations.id"], name=op.f("fk_lots_pinned_association_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
    )
    op.create_index("ix_lots_offer_id", "lots", ["offer_id"], unique=False)
    op.create_table(
        "one_off_shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_one_off_shifts_order")),
        sa.ForeignKeyConstraint(
            ["driver_id"], ["drivers.account_id"], name=op.f("fk_one_off_shifts_driver_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_off_shifts")),
    )
    op.create_index(op.f("ix_one_off_shifts_driver_id"), "one_off_shifts", ["driver_id"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=False),
        sa.Column("reserved_by", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "planned",
                "collected",
                "delivered",
                "released",
                "refused",
                "expired",
                "failed",
                name="reservation_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "transport",
            sa.Enum("delivery", "self", name="transport", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("claimed", "allocated", name="origin", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["association_id"], ["organisations.id"], name=op.f("fk_reservations_association_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_reservations_offer_id")),
        sa.ForeignKeyConstraint(["reserved_by"], ["accounts.id"], name=op.f("fk_reservations_reserved_by")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_reservations_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    op.create_index("ix_reservations_association", "reservations", ["association_id", "created_at", "id"], unique=False)
    op.create_index("ix_reservations_offer_id", "reservations", ["offer_id"], unique=False)
    op.create_index(
        "ix_reservations_pending",
        "reservations",
        ["status"],
        unique=False,
        postgresql_where="status in ('active', 'planned', 'collected')",
    )
    op.create_table(
        "routes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("territory", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "proposed",
                "accepted",
                "under_way",
                "done",
                "declined",
                "superseded",
                "cancelled",
                name="route_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column(
            "vehicle_kind",
            sa.Enum(
                "car",
                "cargo_bike",
                "van",
                name="route_vehicle_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.literal_column("driver_id"), "="),
            (sa.literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status in ('proposed', 'accepted', 'under_way')"),
            using="gist",
            name="ex_routes_driver_on_two_routes_at_once",
        ),
        sa.CheckConstraint("distance_m >= 0 and duration_s >= 0", name=op.f("ck_routes_measures")),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_routes_order")),
        sa.ForeignKeyConstraint(["driver_id"], ["drivers.account_id"], name=op.f("fk_routes_driver_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_routes_plan_id")),
        sa.ForeignKeyConstraint(["territory"], ["territories.code"], name=op.f("fk_routes_territory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    op.create_index("ix_routes_driver_day", "routes", ["driver_id", "day", "id"], unique=False)
    op.create_index("ix_routes_plan_id", "routes", ["plan_id"], unique=False)
    op.create_index("ix_routes_territory_day", "routes", ["territory", "day", "id"], unique=False)
    op.create_index(
        "uq_routes_active_driver_day",
        "routes",
        ["driver_id", "day"],
        unique=True,
        postgresql_where="status in ('proposed', 'accepted', 'under_way')",
    )
    op.create_table(
        "weekly_shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("max_stops", sa.Integer(), nullable=True),
        sa.Column("max_duration_s", sa.Integer(), nullable=True),
        sa.CheckConstraint("max_duration_s >= 1", name=op.f("ck_weekly_shifts_max_duration_s")),
        sa.CheckConstraint("max_stops >= 1", name=op.f("ck_weekly_shifts_max_stops")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_weekly_shifts_order")),
        sa.CheckConstraint("weekday between 1 and 7", name=op.f("ck_weekly_shifts_weekday")),
        sa.ForeignKeyConstraint(
            ["driver_id"], ["drivers.account_id"], name=op.f("fk_weekly_shifts_driver_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_shifts")),
    )
    op.create_index(op.f("ix_weekly_shifts_driver_id"), "weekly_shifts", ["driver_id"], unique=False)
    op.create_table(
        "reservation_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity_g", sa.BigInteger(), nullable=False),
        sa.Column("collected_g", sa.BigInteger(), nullable=True),
        sa.Column("delivered_g", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "planned",
                "collected",
                "delivered",
                "released",
                "refused",
                "expired",
                "failed",
                name="line_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("collected_g >= 0 and delivered_g >= 0", name=op.f("ck_reservation_lines_measured")),
        sa.CheckConstraint("quantity_g > 0", name=op.f("ck_reservation_lines_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_reservation_lines_lot_id")),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservations.id"],
            name=op.f("fk_reservation_lines_reservation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_lines")),
    )
    op.create_index("ix_reservation_lines_lot_id", "reservation_lines", ["lot_id"], unique=False)
    op.create_index("ix_reservation_lines_reservation_id", "reservation_lines", ["reservation_id"], unique=False)
    op.create_table(
        "stops",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pickup", "delivery", name="stop_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "arrived",
                "done",
                "failed",
                "refused",
                "cancelled",
                name="stop_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("access_notes", sa.String(length=500), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eta", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_s", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("service_s >= 0", name=op.f("ck_stops_service_s")),
        sa.CheckConstraint("window_from <= window_until", name=op.f("ck_stops_window")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_stops_organisation_id")),
        sa.ForeignKeyConstraint(["route_id"], ["routes.id"], name=op.f("fk_stops_route_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
    )
    op.create_index("ix_stops_route_id", "stops", ["route_id", "position"], unique=False)
    op.create_table(
        "carries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("refused_line_id", sa.Uuid(), nullable=False),
        sa.Column("handed_on_line_id", sa.Uuid(), nullable=True),
        sa.Column("quantity_g", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "on_board",
                "handed_on",
                "returned",
                name="carry_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("quantity_g > 0", name=op.f("ck_carries_quantity")),
        sa.ForeignKeyConstraint(
            ["handed_on_line_id"], ["reservation_lines.id"], name=op.f("fk_carries_handed_on_line_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_carries_lot_id")),
        sa.ForeignKeyConstraint(["refused_line_id"], ["reservation_lines.id"], name=op.f("fk_carries_refused_line_id")),
        sa.ForeignKeyConstraint(["route_id"], ["routes.id"], name=op.f("fk_carries_route_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carries")),
        sa.UniqueConstraint("handed_on_line_id", name=op.f("uq_carries_handed_on_line_id")),
        sa.UniqueConstraint("refused_line_id", name=op.f("uq_carries_refused_line_id")),
    )
    op.create_index("ix_carries_lot_id", "carries", ["lot_id"], unique=False)
    op.create_index(
        "ix_carries_on_board", "carries", ["route_id"], unique=False, postgresql_where="status = 'on_board'"
    )
    op.create_table(
        "collections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("producer_id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_g", sa.BigInteger(), nullable=False),
        sa.Column("collected_by", sa.Uuid(), nullable=True),
        sa.Column("collected_temperature_c", sa.Double(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_g", sa.BigInteger(), nullable=True),
        sa.Column("delivered_by", sa.Uuid(), nullable=True),
        sa.Column("delivered_temperature_c", sa.Double(), nullable=True),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("collected_g >= 0 and delivered_g >= 0", name=op.f("ck_collections_measured")),
        sa.ForeignKeyConstraint(["association_id"], ["organisations.id"], name=op.f("fk_collections_association_id")),
        sa.ForeignKeyConstraint(["line_id"], ["reservation_lines.id"], name=op.f("fk_collections_line_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_collections_lot_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organisations.id"], name=op.f("fk_collections_producer_id")),
        sa.ForeignKeyConstraint(["route_id"], ["routes.id"], name=op.f("fk_collections_route_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("line_id", name=op.f("uq_collections_line_id")),
    )
    op.create_index(op.f("ix_collections_lot_id"), "collections", ["lot_id"], unique=False)
    op.create_index("ix_collections_route_id", "collections", ["route_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=True),
        sa.Column("stop_id", sa.Uuid(), nullable=True),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("off_route", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reports_account_id")),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name=op.f("fk_reports_reservation_id")),
        sa.ForeignKeyConstraint(["route_id"], ["routes.id"], name=op.f("fk_reports_route_id")),
        sa.ForeignKeyConstraint(["stop_id"], ["stops.id"], name=op.f("fk_reports_stop_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_route_id", "reports", ["route_id", "received_at"], unique=False)
    op.create_table(
        "stop_loads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stop_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pickup", "delivery", name="load_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "arrived",
                "done",
                "failed",
                "refused",
                "cancelled",
                name="load_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("quantity_g", sa.BigInteger(), nullable=False),
        sa.Column("actual_g", sa.BigInteger(), nullable=True),
        sa.Column("temperature_c", sa.Double(), nullable=True),
        sa.CheckConstraint("actual_g >= 0", name=op.f("ck_stop_loads_actual")),
        sa.CheckConstraint("quantity_g > 0", name=op.f("ck_stop_loads_quantity")),
        sa.ForeignKeyConstraint(["line_id"], ["reservation_lines.id"], name=op.f("fk_stop_loads_line_id")),
        sa.ForeignKeyConstraint(["stop_id"], ["stops.id"], name=op.f("fk_stop_loads_stop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_loads")),
    )
    op.create_index("ix_stop_loads_line_id", "stop_loads", ["line_id"], unique=False)
    op.create_index("ix_stop_loads_stop_id", "stop_loads", ["stop_id"], unique=False)
    op.create_index(
        "uq_stop_loads_pending_line",
        "stop_loads",
        ["line_id", "kind"],
        unique=True,
        postgresql_where="status in ('planned', 'arrived')",
    )


def downgrade() -> None:
    op.drop_index(
        "uq_stop_loads_pending_line", table_name="stop_loads", postgresql_where="status in ('planned', 'arrived')"
    )
    op.drop_index("ix_stop_loads_stop_id", table_name="stop_loads")
    op.drop_index("ix_stop_loads_line_id", table_name="stop_loads")
    op.drop_table("stop_loads")
    op.drop_index("ix_reports_route_id", table_name="reports")
    op.drop_table("reports")
    op.drop_index("ix_collections_route_id", table_name="collections")
    op.drop_index(op.f("ix_collections_lot_id"), table_name="collections")
    op.drop_table("collections")
    op.drop_index("ix_carries_on_board", table_name="carries", postgresql_where="status = 'on_board'")
    op.drop_index("ix_carries_lot_id", table_name="carries")
    op.drop_table("carries")
    op.drop_index("ix_stops_route_id", table_name="stops")
    op.drop_table("stops")
    op.drop_index("ix_reservation_lines_reservation_id", table_name="reservation_lines")
    op.drop_index("ix_reservation_lines_lot_id", table_name="reservation_lines")
    op.drop_table("reservation_lines")
    op.drop_index(op.f("ix_weekly_shifts_driver_id"), table_name="weekly_shifts")
    op.drop_table("weekly_shifts")
    op.drop_index(
        "uq_routes_active_driver_day",
        table_name="routes",
        postgresql_where="status in ('proposed', 'accepted', 'under_way')",
    )
    op.drop_index("ix_routes_territory_day", table_name="routes")
    op.drop_index("ix_routes_plan_id", table_name="routes")
    op.drop_index("ix_routes_driver_day", table_name="routes")
    op.drop_table("routes")
    op.drop_index(
        "ix_reservations_pending",
        table_name="reservations",
        postgresql_where="status in ('active', 'planned', 'collected')",
    )
    op.drop_index("ix_reservations_offer_id", table_name="reservations")
    op.drop_index("ix_reservations_association", table_name="reservations")
    op.drop_table("reservations")
    op.drop_index(op.f("ix_one_off_shifts_driver_id"), table_name="one_off_shifts")
    op.drop_table("one_off_shifts")
    op.drop_index("ix_lots_offer_id", table_name="lots")
    op.drop_table("lots")
    op.drop_index("uq_plans_pending_day", table_name="plans", postgresql_where="status in ('queued', 'solving')")
    op.drop_index("ix_plans_territory_day", table_name="plans")
    op.drop_table("plans")
    op.drop_index(op.f("ix_password_links_account_id"), table_name="password_links")
    op.drop_table("password_links")
    op.drop_index("ix_offers_until", table_name="offers")
    op.drop_index("ix_offers_producer", table_name="offers")
    op.drop_index(
        "ix_offers_live_until",
        table_name="offers",
        postgresql_where="status in ('open', 'partly_reserved', 'reserved', 'planned', 'collected')",
    )
    op.drop_index(
        "ix_offers_live_place",
        table_name="offers",
        postgresql_where="status in ('open', 'partly_reserved', 'reserved', 'planned', 'collected')",
    )
    op.drop_table("offers")
    op.drop_index("ix_notices_account_at", table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_idempotent_answers_created_at", table_name="idempotent_answers")
    op.drop_table("idempotent_answers")
    op.drop_table("drivers")
    op.drop_index(op.f("ix_access_tokens_account_id"), table_name="access_tokens")
    op.drop_table("access_tokens")
    op.drop_index(op.f("ix_opening_hours_organisation_id"), table_name="opening_hours")
    op.drop_table("opening_hours")
    op.drop_table("closures")
    op.drop_index("uq_accounts_email", table_name="accounts")
    op.drop_index(op.f("ix_accounts_organisation_id"), table_name="accounts")
    op.drop_table("accounts")
    op.drop_index("ix_organisations_territory_kind", table_name="organisations")
    op.drop_table("organisations")
    op.drop_table("ticks")
    op.drop_table("territories")
    op.drop_index("ix_sign_in_failures_email_digest_at", table_name="sign_in_failures")
    op.drop_table("sign_in_failures")
    op.drop_table("geocoded_addresses")
    op.drop_table("facts")
    op.drop_index("ix_events_territory_at", table_name="events")
    op.drop_index("ix_events_subject_id", table_name="events")
    op.drop_index("ix_events_offer_id", table_name="events", postgresql_where="offer_id is not null")
    op.drop_table("events")
    op.drop_index(op.f("ix_commune_contours_department"), table_name="commune_contours")
    op.drop_table("commune_contours")
