"""Everything that `routing` raises on purpose has one root."""


class RoutingError(Exception):
    """Something that the router was given, or was asked for, is wrong."""


class InvalidProblem(RoutingError):
    """A problem breaks the contract; `path` is where in the JSON, `fault` what is wrong there."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"{path}: {fault}" if path else fault)
        self.path = path
        self.fault = fault


class InvalidPlan(InvalidProblem):
    """A plan cannot be read as one; whether it is a good or lawful plan is `check`'s affair."""


class InvalidInstance(InvalidProblem):
    """A benchmark file, or a solution to one, is not in its format; `path` names the line."""


class UnknownEngine(RoutingError):
    """The travel engine that was named is not available."""


class InvalidChange(RoutingError):
    """A day under way cannot be changed like that."""
