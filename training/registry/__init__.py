"""The model registry on MLflow: record a training, list and compare versions, promote, roll back."""
