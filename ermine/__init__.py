"""Settings, wiring (the only place that picks real parts), the command line and the sample company."""
