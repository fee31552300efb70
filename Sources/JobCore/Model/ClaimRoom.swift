// What a claim may take: the daemon's free slots, and what each of its pools can still carry out.

/// The room for jobs at the moment of a claim.
struct ClaimRoom: Hashable, Sendable {
  var slots: Int
  /// Free places of each pool by name; a pool that is not named takes any number.
  var pools: [String: Int] = [:]
  /// Pools that can do nothing about a lack of room: they are not told when jobs wait for them.
  var quiet: Set<String> = []
}
