"""The text model's making: labelled texts, one encoder with three heads, int8, calibration, evaluation, its paper."""
