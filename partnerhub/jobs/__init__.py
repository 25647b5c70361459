"""Queue and schedule on the records database: enqueued in the caller's transaction, surviving a kill at any instant."""
