// Something large, done in pieces.

/// Whether transactions do something large in pieces.
struct Piece {
  /// This transaction looked at what is due: the alarm has rung, and has to be set again in any case.
  var hasPromoted = false
  /// The last transaction did a whole piece of something large: there is more of it. Nothing large rides along with
  /// what others want; the alarm rings for what is due, too.
  var wasWhole = false
  /// The most that one transaction has done.
  var largestWork: Int64 = 0
}
