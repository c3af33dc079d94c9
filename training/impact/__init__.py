"""Did talking help? The statistics of a randomised waiting list: values in, values out, no store and no clock."""
