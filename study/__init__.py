"""The machinery that checks, runs and publishes any study. It knows no study."""
