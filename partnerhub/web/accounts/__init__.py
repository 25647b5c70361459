"""The sign-in library, made ours: its adapters, forms and addresses."""
