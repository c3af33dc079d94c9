"""The places where features can be computed; each fits the seam of `features.engine`."""
