"""What people see in a browser: routes, templates, drawings made on the server, and vendored assets."""
