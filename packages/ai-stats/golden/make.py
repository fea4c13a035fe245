"""Writes vectors.json: reference values from scipy. Run once by hand; never needed to build, test or use the package."""
import json, platform
import numpy as np, scipy
from scipy import stats

rng = np.random.default_rng(20261123)
out = {"tools": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}}
out["normalCdf"] = [[x, stats.norm.cdf(x)] for x in [-37.0, -8.0, -3.3, -1.0, -1e-9, 0.0, 0.3, 1.96, 5.5]]
out["normalQuantile"] = [[p, stats.norm.ppf(p)] for p in [1e-300, 1e-100, 1e-10, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999999]]
out["studentTCdf"] = [[t, d, stats.t.cdf(t, d)] for t in [-12.0, -3.0, -0.5, 0.0, 1.2, 4.0] for d in [1, 2.5, 7, 30, 400]]
out["studentTQuantile"] = [[p, d, stats.t.ppf(p, d)] for p in [1e-8, 0.005, 0.025, 0.4, 0.5, 0.9, 0.975, 0.9995] for d in [1, 2.5, 7, 30, 400]]
out["wilson"] = []
for k, n in [(0, 1), (1, 1), (0, 30), (30, 30), (8, 10), (54, 60), (95, 100), (1, 5000), (4123, 5000)]:
    for level in [0.8, 0.95, 0.999]:
        ci = stats.binomtest(k, n).proportion_ci(confidence_level=level, method="wilson")
        out["wilson"].append([k, n, level, ci.low, ci.high])
out["t"] = []
for n in [2, 3, 10, 57]:
    v = rng.lognormal(size=n)
    for level in [0.9, 0.95, 0.99]:
        low, high = stats.t.interval(level, n - 1, loc=v.mean(), scale=stats.sem(v))
        out["t"].append([v.tolist(), level, v.mean(), low, high])
out["bca"] = []
for n, level in [(8, 0.95), (20, 0.9), (40, 0.99)]:
    v = rng.lognormal(size=n)
    r = stats.bootstrap((v,), np.mean, confidence_level=level, n_resamples=400, method="BCa", rng=rng)
    jack = [float(np.delete(v, i).mean()) for i in range(n)]
    out["bca"].append({"estimate": float(np.mean(v)), "level": level, "distribution": r.bootstrap_distribution.tolist(), "jackknife": jack,
                       "low": r.confidence_interval.low, "high": r.confidence_interval.high})
out["bcaConverged"] = []
for n in [25, 80]:
    v = rng.exponential(size=n)
    r = stats.bootstrap((v,), np.mean, confidence_level=0.95, n_resamples=200000, method="BCa", rng=rng, batch=2000)
    out["bcaConverged"].append({"values": v.tolist(), "low": r.confidence_interval.low, "high": r.confidence_interval.high})
out["permutation"] = []
for n in [3, 6, 10, 12]:
    a = rng.integers(0, 5, size=n) / 4; b = rng.integers(0, 5, size=n) / 4
    r = stats.permutation_test((b, a), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=np.inf)
    out["permutation"].append({"baseline": a.tolist(), "candidate": b.tolist(), "estimate": r.statistic, "pValue": r.pvalue})
with open(__file__.replace("make.py", "vectors.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
