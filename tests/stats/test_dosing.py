"""The core of dose finding, against numbers that others published for CRM, TITE-CRM and EWOC.

Each model is built here on a fine grid and goes through the core; a tolerance is half of the last printed digit, or
what a printed Monte Carlo sample allows.
O'Quigley, Pepe & Fisher 1990 and Babb, Rogatko & Zacks 1998 are cited for the methods: no copy of their own tables was
at hand, so the numbers are those of the books and packages that implement them, with identities beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, nan, sqrt
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.stats.dosing import Array, Steps, bayes, mean, quantiles, reached

#: Cheung's standard deviation of the prior of beta, and the skeleton and target of his book's examples.
SD = sqrt(1.34)
SKELETON = (0.05, 0.12, 0.25, 0.40, 0.55)
TARGET = 0.25


class Outcome(NamedTuple):
    """One patient: dose level from 1, toxic or not, and the share of the window that is over."""

    level: int
    toxic: bool
    share: float = 1.0


class Crm(NamedTuple):
    """A one-parameter model on a grid of beta: (G,), (G,), and the log of the toxicity at each dose (G, D)."""

    beta: Array
    log_prior: Array
    log_toxicity: Array

    @property
    def toxicity(self) -> Array:
        """The probability of toxicity (G, D)."""
        return np.exp(self.log_toxicity)

    def weights(self, outcomes: Sequence[Outcome]) -> Array:
        """The posterior; a pending outcome counts as in Cheung & Chappell 2000."""
        logs = np.zeros_like(self.beta)
        for level, toxic, share in outcomes:
            seen = self.log_toxicity[:, level - 1]
            logs += log(share) + seen if toxic else np.log1p(-share * np.exp(seen))
        return bayes(self.log_prior, logs)


def betas(points: int) -> Array:
    """A grid of beta that holds all of a standard prior that matters."""
    return np.linspace(-6.0, 6.0, points)


def empiric(skeleton: Sequence[float], *, sd: float = SD, points: int = 2401) -> Crm:
    """Toxicity is skeleton ** exp(beta), with beta normal around 0."""
    beta = betas(points)
    return Crm(beta, -(beta**2) / (2 * sd**2), np.exp(beta)[:, None] * np.log(np.asarray(skeleton)))


def logistic(skeleton: Sequence[float], *, sd: float = SD, points: int = 2401) -> Crm:
    """Toxicity has the logit 3 + exp(beta) x, where x gives the skeleton at beta 0, with beta normal around 0."""
    beta = betas(points)
    x = logit(np.asarray(skeleton)) - 3
    return Crm(beta, -(beta**2) / (2 * sd**2), -np.logaddexp(0, -(3 + np.exp(beta)[:, None] * x)))


#: The models by name, as tests are told which to build.
MODELS: dict[str, Callable[[Sequence[float]], Crm]] = {"empiric": empiric, "logistic": logistic}


def logit(p: Array) -> Array:
    """Natural logarithm of the odds."""
    return np.asarray(np.log(p) - np.log1p(-p))


def plug_in(model: Crm, weights: Array) -> Array:
    """Toxicity at the posterior mean of beta, which is what dfcrm calls ptox (D,)."""
    at = mean(model.beta, weights)
    return np.asarray([np.interp(at, model.beta, model.toxicity[:, dose]) for dose in range(model.toxicity.shape[1])])


def means(toxicity: Array, weights: Array) -> Array:
    """The mean toxicity at each dose (D,)."""
    return np.array([mean(at, weights) for at in toxicity.T])


def exceedance(toxicity: Array, weights: Array, limit: float) -> float:
    """The probability that a toxicity (G,) is above a limit."""
    return 1 - float(share(Steps.of(toxicity), weights, np.array([limit]))[0])


def share(steps: Steps, weights: Array, at: Array) -> Array:
    """As the risk of a distance is found: the share of the weight whose value is at most so much."""
    return np.asarray(np.interp(at, steps.values, reached(steps.held(weights))))


def quantile_of(steps: Steps, weights: Array, q: float) -> float:
    """As the limit of a person is found: the value that the share q does not exceed."""
    return float(quantiles(steps.values, reached(steps.held(weights))[None], q)[0])


def quantile(values: Array, weights: Array, q: float) -> float:
    """The same of values that are not yet in order."""
    return quantile_of(Steps.of(values), weights, q)


def nearest(toxicity: Array, target: float = TARGET) -> int:
    """The dose level, from 1, whose toxicity is nearest to the target."""
    return int(np.argmin(np.abs(toxicity - target))) + 1


def outcomes(text: str) -> list[Outcome]:
    """`1NNN 2NTN` is three patients at level 1 without toxicity, and three at level 2, the second of them with it."""
    return [Outcome(int(cohort[0]), letter == "T") for cohort in text.split() for letter in cohort[1:]]


def ewoc(*, points: int, theta: float, highest: float) -> tuple[Array, Array]:
    """(rho, gamma): toxicity at dose 0, uniform to theta, and the tolerated dose, uniform to the highest; both (G,)."""
    middles = (np.arange(points) + 0.5) / points
    rho, gamma = np.meshgrid(middles * theta, middles * highest, indexing="ij")
    return rho.ravel(), gamma.ravel()


def ewoc_logit(rho: Array, gamma: Array, dose: float, theta: float) -> Array:
    """Babb's logit of the toxicity at a dose: that of rho at 0, that of theta at gamma (G,)."""
    return logit(rho) + (log(theta / (1 - theta)) - logit(rho)) * dose / gamma


# The core itself.


def test_weights_are_prior_times_likelihood_over_their_sum() -> None:
    """1 to 3 beforehand, and 0.4 to 0.2 from the data, are 2 to 3."""
    found = bayes(np.log([0.25, 0.75]), np.log([0.4, 0.2]))
    assert [0.4, 0.6] == pytest.approx(found.tolist())


def test_a_likelihood_too_small_for_a_float_still_gives_weights() -> None:
    """To a computer exp(-1000000) is 0, but its ratio to its neighbour is not."""
    found = bayes(np.zeros(2), np.array([-1e6, -1e6 - log(3)]))
    assert [0.75, 0.25] == pytest.approx(found.tolist())


def test_a_point_can_be_ruled_out() -> None:
    """By the prior or by the data."""
    assert [0.0, 1.0, 0.0] == bayes(np.array([-np.inf, 0.0, 0.0]), np.array([0.0, 0.0, -np.inf])).tolist()


@pytest.mark.parametrize(
    ("log_prior", "log_likelihood"),
    [
        ([0.0, 0.0], [0.0]),
        ([[0.0]], [[0.0]]),
        ([], []),
        ([0.0, 0.0], [0.0, nan]),
        ([0.0, 0.0], [0.0, np.inf]),
        ([0.0, -np.inf], [-np.inf, 0.0]),
    ],
)
def test_there_is_no_posterior_without_a_likeliest_point(log_prior: list[float], log_likelihood: list[float]) -> None:
    """Shapes that differ, no grid, not a number, infinitely likely, or all ruled out."""
    with pytest.raises(ValueError, match=r"grid|likeliest"):
        bayes(np.array(log_prior), np.array(log_likelihood))


def test_a_mean_weighs_what_each_point_predicts() -> None:
    """0.25 x 2 + 0.75 x 4."""
    assert 3.5 == mean(np.array([2.0, 4.0]), np.array([0.25, 0.75]))


def test_a_quantile_lies_between_values_by_half_their_weights() -> None:
    """Of 10, 20 and 30 with 0.25, 0.25 and 0.5, a half of each reached at 0.125, 0.375 and 0.75; nothing outside."""
    steps, weights = Steps.of(np.array([30.0, 10.0, 20.0])), np.array([0.5, 0.25, 0.25])
    shares = [0.01, 0.125, 0.25, 0.375, 0.75, 0.99]
    assert [10, 10, 15, 20, 30, 30] == pytest.approx([quantile_of(steps, weights, q) for q in shares])
    reached_at = share(steps, weights, np.array([9, 10, 15, 20, 30, 31.0]))
    assert [0.125, 0.125, 0.25, 0.375, 0.75, 0.75] == reached_at.tolist()


def test_points_of_one_value_are_one_whatever_their_order() -> None:
    """Two points that differ in the last bit, either way round, count as one with both their weights."""
    weights = np.array([0.1, 0.5, 0.4])
    for values in ([1.0, 1.0, 2.0], [1.0, np.nextafter(1.0, 0.0), 2.0], [1.0, np.nextafter(1.0, 2.0), 2.0]):
        steps = Steps.of(np.array(values))
        assert [0.3, 0.8] == pytest.approx(share(steps, weights, np.array([1.0, 2.0])).tolist())
        assert 1.2 == pytest.approx(quantile_of(steps, weights, 0.4))


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 5)), min_size=1, max_size=12).filter(
        lambda points: any(weight for _, weight in points)
    )
)
def test_a_share_is_its_definition(points: list[tuple[int, int]]) -> None:
    """At a value, the weight of all that is less and half of its own."""
    values, counts = (np.array(column, float) for column in zip(*points, strict=True))
    found = share(Steps.of(values), counts / counts.sum(), values)
    expected = [(counts[values < v].sum() + 0.5 * counts[values == v].sum()) / counts.sum() for v in values]
    assert expected == pytest.approx(found.tolist())


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=2, max_size=12, unique_by=lambda p: p[0]))
def test_quantiles_and_shares_are_each_others_inverse(points: list[tuple[int, int]]) -> None:
    """The share below the quantile of q is q, wherever q is between half of the first weight and half of the last."""
    values, counts = (np.array(column, float) for column in zip(*points, strict=True))
    steps, weights = Steps.of(values), counts / counts.sum()
    low, high = share(steps, weights, np.array([values.min(), values.max()]))
    for q in np.linspace(low, high, 7):
        assert q == pytest.approx(share(steps, weights, np.array([quantile_of(steps, weights, float(q))]))[0])


def test_arrays_of_different_grids_are_refused() -> None:
    """Each is a caller's mistake, and would give a wrong number."""
    two, three, square = np.full(2, 0.5), np.full(3, 1 / 3), np.ones((2, 2))
    for values, weights in ((three, two), (square, square), (np.array(1.0), np.array(1.0))):
        with pytest.raises(ValueError, match="grid"):
            mean(values, weights)
    for values in (square, np.array([]), np.array([1.0, nan]), np.array([1.0, np.inf])):
        with pytest.raises(ValueError, match="grid"):
            Steps.of(values)
    with pytest.raises(ValueError, match="grid"):
        Steps.of(two).held(three)


# Published examples: CRM.


def test_crm_logistic_follows_cheungs_trial_of_20_patients() -> None:
    """Every dose and every printed mean of beta of Cheung 2011, *Dose Finding by the CRM*, table 3.2 on p. 26.

    As quoted in `tests/test_crm.py` of https://github.com/brockk/clintrials; two decimals.
    """
    doses = [3, 5, 5, 3, 4, 4, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4]
    toxic = [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0]
    printed = [0.60, 0.93, 0.04, 0.18, 0.28, 0.34, 0.41, 0.47, 0.31, 0.35]
    printed += [0.25, 0.15, 0.18, 0.21, 0.24, 0.26, 0.28, 0.21, 0.22, 0.24]
    model = logistic(SKELETON)
    seen = [Outcome(level, bool(harm)) for level, harm in zip(doses, toxic, strict=True)]
    fits = [model.weights(seen[:n]) for n in range(1, 21)]
    assert printed == pytest.approx([mean(model.beta, weights) for weights in fits], abs=0.005)
    assert doses[1:] == [nearest(plug_in(model, weights)) for weights in fits[:-1]]


def test_crm_logistic_gives_dfcrms_toxicities() -> None:
    """Cheung 2011, p. 21, prints 0.28 for beta; dfcrm's five toxicities are printed to three digits, and advise dose 4.

    https://brockk.github.io/escalation/articles/A205-CRM.html (fit1); beta in trialr's `test_stan_crm.R`.
    """
    model = logistic(SKELETON)
    weights = model.weights(outcomes("3N 5N 5T 3N 4N"))
    assert 0.28 == pytest.approx(mean(model.beta, weights), abs=0.005)
    assert [0.00768, 0.0265, 0.0817, 0.182, 0.331] == pytest.approx(plug_in(model, weights).tolist(), rel=0.003)
    assert 4 == nearest(plug_in(model, weights))


def test_crm_empiric_gives_dfcrms_toxicities() -> None:
    """The same five patients with the power model, printed to three digits.

    https://brockk.github.io/escalation/articles/A205-CRM.html (fit3).
    """
    model = empiric(SKELETON)
    found = plug_in(model, model.weights(outcomes("3N 5N 5T 3N 4N")))
    assert [0.00701, 0.0299, 0.101, 0.219, 0.372] == pytest.approx(found.tolist(), rel=0.005)


@pytest.mark.parametrize(
    ("model", "printed"),
    [("empiric", [0.240, 0.368, 0.566, 0.728]), ("logistic", [0.274, 0.412, 0.598, 0.734])],
)
def test_crm_gives_the_toxicities_that_clintrials_checked_in_r(model: str, printed: list[float]) -> None:
    """Four doses with two toxicities of three at the second, by either model, to three decimals.

    `test_CRM_bayes_again` in `tests/test_crm.py` of https://github.com/brockk/clintrials.
    """
    built = MODELS[model]((0.1, 0.2, 0.4, 0.6))
    assert printed == pytest.approx(plug_in(built, built.weights(outcomes("1NNN 2TNT"))).tolist(), abs=0.0005)


def test_crm_empiric_follows_trialrs_path() -> None:
    """Four printed mean toxicities at dose 2, from samples, and the doses advised: 2, 4, 2 and 3.

    https://brockk.github.io/trialr/articles/A220-CRM-pathways.html: its numbers come from 4000 draws, so within 0.01.
    """
    model = empiric((0.05, 0.15, 0.25, 0.4, 0.6), sd=1.0)
    paths = ["", "1NNN", "1NNN 2NTN", "1NNN 2NTN 2NNN"]
    found = [means(model.toxicity, model.weights(outcomes(path))) for path in paths]
    assert [0.226, 0.128, 0.232, 0.168] == pytest.approx([float(row[1]) for row in found], abs=0.01)
    assert [2, 4, 2, 3] == [nearest(row) for row in found]


def test_crm_logistic_follows_trialrs_path_into_harm() -> None:
    """The doses advised are 1, 5, 2, 3, 1, 1, 1, and the last is said to be over 70 % likely to be too toxic.

    https://brockk.github.io/trialr/articles/A220-CRM-pathways.html: toxicity above target + 0.1 at the lowest dose.
    """
    model = logistic((0.05, 0.15, 0.25, 0.4, 0.6), sd=1.0)
    cohorts = ["1NNN", "2NTN", "2NNN", "3TTT", "1TTT", "1TNT"]
    fits = [model.weights(outcomes(" ".join(cohorts[:n]))) for n in range(7)]
    assert [1, 5, 2, 3, 1, 1, 1] == [nearest(means(model.toxicity, weights)) for weights in fits]
    risks = [exceedance(model.toxicity[:, 0], weights, TARGET + 0.1) for weights in fits]
    assert max(risks[:-1]) < 0.7 < risks[-1]


# Published examples: stopping when the lowest dose is too toxic.


@pytest.mark.parametrize(
    ("model", "harm", "stops"),
    [
        ("empiric", "1TN 1TT", True),
        ("empiric", "1NN 2TT", False),
        ("logistic", "1TN 1TT", True),
        ("logistic", "1NN 2TT", False),
    ],
)
def test_stops_where_dtpcrm_stops(model: str, harm: str, *, stops: bool) -> None:
    """At over 90 % that toxicity at the lowest dose is above 0.25: three of four harmed there, but not two elsewhere.

    `Tests/test_applied_crm.R` of https://github.com/ICR-EPAT/dtpcrm gives the decisions, not the probabilities;
    it takes the posterior of beta for normal, where the grid needs no such step.
    """
    built = MODELS[model]((0.1, 0.2, 0.7))
    assert stops == bool(exceedance(built.toxicity[:, 0], built.weights(outcomes(harm)), 0.25) > 0.9)


@pytest.mark.parametrize(
    ("skeleton", "sd", "harm", "limit", "stops"),
    [
        (SKELETON, 1.0, "1NTT 1TTN", 0.3, True),
        ((0.05, 0.1, 0.25, 0.4, 0.6), SD, "2NTN 1TT", 0.35, False),
        ((0.05, 0.1, 0.25, 0.4, 0.6), SD, "2NTN 1TTT", 0.35, True),
    ],
)
def test_stops_where_escalation_stops(
    skeleton: tuple[float, ...], sd: float, harm: str, limit: float, *, stops: bool
) -> None:
    """At over 80 % that the lowest dose is too toxic: one more toxicity tips the scale.

    https://brockk.github.io/escalation/articles/A205-CRM.html (fit7) and `test_stop_when_too_toxic.R` of that package.
    """
    model = empiric(skeleton, sd=sd)
    assert stops == bool(exceedance(model.toxicity[:, 0], model.weights(outcomes(harm)), limit) > 0.8)


# Published examples: TITE-CRM.


def test_tite_crm_empiric_gives_cheungs_beta_and_trialrs_table() -> None:
    """Four patients partly through 126 days: beta 0.49 and dose 4 in Cheung 2011, p. 124, and trialr's sample.

    https://brockk.github.io/trialr/articles/A260-TITE-CRM.html: mean and median toxicity, and how likely each dose is
    the one nearest to the target; 4000 draws, so within 0.01. Beta in trialr's `test_stan_crm.R`.
    """
    model = empiric(SKELETON)
    weights = model.weights([Outcome(3, toxic=False, share=days / 126) for days in (73, 66, 35, 28)])
    assert 0.49 == pytest.approx(mean(model.beta, weights), abs=0.005)
    assert 4 == nearest(plug_in(model, weights)) == nearest(means(model.toxicity, weights))
    assert [0.0749, 0.1171, 0.1886, 0.2779, 0.3845] == pytest.approx(means(model.toxicity, weights).tolist(), abs=0.01)
    medians = [quantile(model.toxicity[:, dose], weights, 0.5) for dose in range(5)]
    assert [0.00703, 0.02993, 0.10083, 0.21949, 0.37180] == pytest.approx(medians, abs=0.01)
    best = np.argmin(np.abs(model.toxicity - TARGET), axis=1)
    shares = means(np.eye(5)[best], weights)
    assert [0.1315, 0.0993, 0.1507, 0.1752, 0.4432] == pytest.approx(shares.tolist(), abs=0.01)


def test_tite_crm_logistic_gives_dfcrms_toxicities() -> None:
    """Six patients, two of them pending with 0.9 and 0.5 of the window over; dose 3 is advised.

    https://brockk.github.io/escalation/articles/A280-TITE.html; three digits.
    """
    model = logistic(SKELETON)
    seen = [*outcomes("1NN 2N 3T"), Outcome(2, toxic=False, share=0.9), Outcome(3, toxic=False, share=0.5)]
    found = plug_in(model, model.weights(seen))
    assert [0.0748, 0.164, 0.310, 0.460, 0.599] == pytest.approx(found.tolist(), rel=0.003)
    assert 3 == nearest(found)


def test_the_weight_of_a_toxic_outcome_is_of_no_matter() -> None:
    """Cheung & Chappell 2000: w p is as likely as p up to a constant."""
    model = empiric(SKELETON)
    early, late = (model.weights([Outcome(3, toxic=True, share=share)]) for share in (0.1, 1.0))
    assert early == pytest.approx(late)


# Published examples: EWOC.


def test_ewoc_gives_the_next_dose_of_the_ewoc_package() -> None:
    """After one patient at 30 without toxicity the next dose is 40, where toxicity has a median of 0.29 or 0.3.

    The README of https://github.com/dnzmarcio/ewoc, theta 0.33, feasibility bound 0.25, doses 0 to 100 in steps of 20,
    rounded to the nearest. Two versions print it, each from 1000 draws, so the 95 % intervals for the tolerated dose,
    15.94 to 99.97 and 12.87 to 98.77, and for the toxicity at 40, 0.04 to 0.6 and 0.07 to 0.7, hold 95 % within 0.02.
    """
    rho, gamma = ewoc(points=400, theta=0.33, highest=100.0)
    weights = bayes(np.zeros_like(rho), -np.logaddexp(0, ewoc_logit(rho, gamma, 30.0, 0.33)))
    steps = np.arange(0.0, 101.0, 20.0)
    assert 40 == steps[np.argmin(np.abs(steps - quantile(gamma, weights, 0.25)))]
    toxicity = np.exp(-np.logaddexp(0, -ewoc_logit(rho, gamma, 40.0, 0.33)))
    assert 0.295 == pytest.approx(quantile(toxicity, weights, 0.5), abs=0.01)
    inside = [(gamma > low) & (gamma < high) for low, high in ((15.94, 99.97), (12.87, 98.77))]
    inside += [(toxicity > low) & (toxicity < high) for low, high in ((0.04, 0.6), (0.07, 0.7))]
    assert [0.95] * 4 == pytest.approx([float(weights[points].sum()) for points in inside], abs=0.02)


def test_ewoc_begins_at_its_bounds_quantile_of_the_prior() -> None:
    """Of a tolerated dose that is uniform from 0 to 100, a quarter lies below 25."""
    _, gamma = ewoc(points=200, theta=1 / 3, highest=100.0)
    assert 25 == pytest.approx(quantile(gamma, bayes(np.zeros_like(gamma), np.zeros_like(gamma)), 0.25), abs=0.25)


@given(st.lists(st.tuples(st.integers(5, 95), st.booleans()), max_size=6), st.sampled_from([0.11, 0.26, 0.41]))
@settings(max_examples=30, deadline=None)
def test_ewocs_quantile_exceeds_the_tolerated_dose_with_the_probability_of_the_bound(
    seen: list[tuple[int, bool]], bound: float
) -> None:
    """Babb 1998: toxicity at the quantile is above theta with the feasibility bound, within a step of the grid."""
    theta = 1 / 3
    rho, gamma = ewoc(points=30, theta=theta, highest=100.0)
    logs = np.zeros_like(rho)
    for dose, toxic in seen:
        at = ewoc_logit(rho, gamma, float(dose), theta)
        logs += -np.logaddexp(0, -at if toxic else at)
    weights = bayes(np.zeros_like(rho), logs)
    found = quantile(gamma, weights, bound)
    risks = [float(weights[ewoc_logit(rho, gamma, dose, theta) > log(theta / (1 - theta))].sum())
             for dose in (found - 100 / 30, found + 100 / 30)]  # fmt: skip
    assert risks[0] <= bound <= risks[1]


# Coherence.


LEVELS = st.integers(1, 5)
SEEN = st.lists(st.builds(Outcome, LEVELS, st.booleans(), st.sampled_from([0.1, 0.5, 1.0])), max_size=12)
COARSE = {"empiric": empiric(SKELETON, points=301), "logistic": logistic(SKELETON, points=301)}


@pytest.mark.parametrize("name", COARSE)
@given(SEEN, LEVELS)
@settings(max_examples=100, deadline=None)
def test_crm_is_coherent(name: str, seen: list[Outcome], level: int) -> None:
    """Cheung 2005, Biometrika 92:863-873: a toxic outcome never raises the dose advised, a good one never lowers it.

    It holds for either estimate and for an outcome at any dose, not only at the one advised.
    """
    model = COARSE[name]
    before, better, worse = (
        model.weights(data)
        for data in (seen, [*seen, Outcome(level, toxic=False)], [*seen, Outcome(level, toxic=True)])
    )
    fits = (worse, before, better)
    for advised in ([nearest(plug_in(model, w)) for w in fits], [nearest(means(model.toxicity, w)) for w in fits]):
        assert sorted(advised) == advised


@given(st.lists(st.booleans(), min_size=1, max_size=10), st.sampled_from([0.1, 0.25, 0.5]))
@settings(max_examples=50, deadline=None)
def test_ewoc_is_coherent(harms: list[bool], bound: float) -> None:
    """Whoever is given EWOC's dose and is harmed lowers the next, or leaves it, and whoever is not never lowers it.

    Known for a fixed bound: Wheeler 2016, Stat Pap 59:801-811, https://pmc.ncbi.nlm.nih.gov/articles/PMC5985932.
    """
    theta = 1 / 3
    rho, gamma = ewoc(points=30, theta=theta, highest=100.0)
    logs = np.zeros_like(rho)
    dose = quantile(gamma, bayes(np.zeros_like(rho), logs), bound)
    for toxic in harms:
        at = ewoc_logit(rho, gamma, dose, theta)
        logs = logs - np.logaddexp(0, -at if toxic else at)
        after = quantile(gamma, bayes(np.zeros_like(rho), logs), bound)
        assert after <= dose if toxic else after >= dose
        dose = after
