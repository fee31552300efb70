// What a claim may take: the daemon's free slots, and what each of its pools can still carry out.

/// The room for jobs at the moment of a claim.
struct ClaimRoom: Hashable, Sendable {
  var slots: Int
  /// Free places of each pool by name; a pool that is not named takes any number.
  var pools: [String: Int] = [:]
  /// Pools without room that nobody can do anything about: whether jobs wait for them is not asked.
  var quiet: Set<String> = []
}
