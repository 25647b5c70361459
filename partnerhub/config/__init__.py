"""The composition root: the only room that knows all the others. Settings, addresses, commands, the docs writer."""
