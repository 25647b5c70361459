"""How people come in: what a session has proven, second factors, sessions, tokens, the organization's own provider."""
