// The bounds of hosts that ask http jobs to leave them alone. Checked in Execution/HTTP; those of the requests themselves
// are beside what makes them: Sources/Outbound, HTTPJobs and Webhooks.

extension Limits {
  /// Times a job is given back because its host asked for it.
  static let httpHoldsMax = 100
  /// Hosts whose holds are remembered.
  static let hostHoldsMax = 10_000
  /// Requests at once from which on a host that was held counts as recovered.
  static let hostRampMax = 64
}
