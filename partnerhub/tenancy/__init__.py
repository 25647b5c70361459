"""Who exists and who may see what: organizations, people, grants, the Scope, the gate and the audit trail."""
