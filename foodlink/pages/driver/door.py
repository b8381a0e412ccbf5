"""The door of the drivers' pages."""

from __future__ import annotations

from flask import Response as JsonResponse
from werkzeug.wrappers import Response

from foodlink.domain.account import Role
from foodlink.pages.door import a_door

Answer = str | Response | JsonResponse | tuple[str, int] | tuple[JsonResponse, int]

driver = a_door("driver", __package__ or __name__, prefix="/driver", roles=(Role.DRIVER,))
