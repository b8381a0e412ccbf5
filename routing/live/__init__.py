"""Days under way that change: one shipment more or less, a vehicle lost or late, without planning everything again."""
