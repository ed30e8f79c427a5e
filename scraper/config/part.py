"""What all parts of the configuration have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class CombinationError(ValueError):
    """A mistake seen only by looking at several keys; `key` is the one to mend."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class Part(BaseModel):
    """Keys that belong together: frozen, strict, and none that is not known."""

    # Each key's description is also what an error says was expected.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        """A key with nothing after it counts as left out, so that everything below it may be commented out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data
