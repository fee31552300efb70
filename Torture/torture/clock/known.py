"""What is known not to hold when the clock is set: counted and said with each run, and no reason to fail.

Take a line out when its defect has been mended: from then on the round holds jobd to it. With ``TORTURE_KNOWN=no`` it
does so already, and says what it saw.
"""

LIMITS = "limits of leased and external attempts are stored by the wall clock"
LEASES = "leases are stored by the wall clock"

KNOWN = {
    "an external job's timeout is not shortened by a step": LIMITS,
    "a remote attempt's timeout is not shortened by a step": LIMITS,
    "a remote attempt's grace is not shortened by a step": LIMITS,
    "a lease that is renewed is kept over a step": LEASES,
    "a lease is not shortened by a step": LEASES,
}
