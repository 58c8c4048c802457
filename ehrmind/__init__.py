"""EHRMind: teach a language model to reason over health records, and believe the result."""

__version__ = "0.1.0"
