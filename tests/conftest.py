"""How every test is run."""

from hypothesis import HealthCheck, settings

# A loaded machine is no failure; what must be fast is measured in tests/bench.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
