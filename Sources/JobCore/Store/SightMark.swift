// Somebody who sees only some jobs looks whether a batch is theirs before they do something with it, and much may happen
// between the look and the transaction. So the look begins with a mark, and the transaction asks what came after it.

/// When somebody began to look at what they are going to name.
package struct SightMark: Hashable, Sendable {
  /// What they may see.
  let limits: RealmLimits
  /// The last job that there was.
  let lastJob: JobID
  /// How often a job had gone from one queue to another.
  let movesCount: Int64
}
