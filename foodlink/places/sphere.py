"""Great-circle distances on the mean sphere."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the WGS 84 ellipsoid (Moritz, Geodetic Reference System 1980, Journal of Geodesy 74)."""

Degrees = npt.NDArray[np.float64]


def distances_km(lat: float, lon: float, *, lats: Degrees, lons: Degrees) -> npt.NDArray[np.float64]:
    """Distances in km from one WGS 84 point to many, by the haversine formula (Sinnott, Sky and Telescope 1984)."""
    phi, phis = np.radians(lat), np.radians(lats)
    half_phi = np.sin((phis - phi) / 2.0)
    half_lambda = np.sin(np.radians(lons - lon) / 2.0)
    chord = half_phi**2 + np.cos(phi) * np.cos(phis) * half_lambda**2
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def distance_km(lat: float, lon: float, *, to_lat: float, to_lon: float) -> float:
    """The distance in km between two WGS 84 points."""
    return float(distances_km(lat, lon, lats=np.array([to_lat]), lons=np.array([to_lon]))[0])
