"""The largest flow through a network of whole capacities (Dinic, Soviet Mathematics Doklady 11, 1970)."""

from __future__ import annotations

from collections import deque


class FlowNetwork:
    """Nodes 0, 1, … and arcs with a capacity each; `most` sends as much as can be sent."""

    def __init__(self, nodes: int) -> None:
        self._arcs_of: list[list[int]] = [[] for _ in range(nodes)]
        self._to: list[int] = []
        self._left: list[int] = []

    def add(self, start: int, end: int, capacity: int) -> None:
        """An arc; what flows back over it is kept beside it."""
        for here, there, room in ((start, end, capacity), (end, start, 0)):
            self._arcs_of[here].append(len(self._to))
            self._to.append(there)
            self._left.append(room)

    def most(self, source: int, sink: int) -> int:
        """The most that flows from source to sink; the arcs keep it, so it is asked once."""
        total = 0
        while (levels := self._levels(source))[sink] >= 0:
            next_arc = [0] * len(self._arcs_of)
            while sent := self._send(source, sink, levels=levels, next_arc=next_arc):
                total += sent
        return total

    def _levels(self, source: int) -> list[int]:
        levels = [-1] * len(self._arcs_of)
        levels[source] = 0
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for arc in self._arcs_of[node]:
                if self._left[arc] > 0 and levels[self._to[arc]] < 0:
                    levels[self._to[arc]] = levels[node] + 1
                    waiting.append(self._to[arc])
        return levels

    def _send(self, source: int, sink: int, *, levels: list[int], next_arc: list[int]) -> int:
        """Push along one path of rising levels; dead ends are not tried twice."""
        path: list[int] = []
        node = source
        while node != sink:
            arc = self._open_arc(node, levels, next_arc)
            if arc is not None:
                path.append(arc)
                node = self._to[arc]
            elif path:
                node = self._to[path.pop() ^ 1]
                next_arc[node] += 1
            else:
                return 0
        sent = min(self._left[arc] for arc in path)
        for arc in path:
            self._left[arc] -= sent
            self._left[arc ^ 1] += sent
        return sent

    def _open_arc(self, node: int, levels: list[int], next_arc: list[int]) -> int | None:
        arcs = self._arcs_of[node]
        while next_arc[node] < len(arcs):
            arc = arcs[next_arc[node]]
            if self._left[arc] > 0 and levels[self._to[arc]] == levels[node] + 1:
                return arc
            next_arc[node] += 1
        return None
