"""Who is asking and what they may do: roles, keys, sessions."""
