// What became of a worker that failed, with what it left to explain it.

/// The failure of a worker.
struct WorkerFailure: Hashable, Sendable {
  /// A sentence without its end: `a worker exited with code 3`.
  let what: String
  /// What it printed last, to be put behind the sentence; may be empty.
  var words = ""

  /// All of it, within the bounds of an error message.
  var text: String {
    "\(what)\(words)".firstBytes(Limits.errorMessageBytesMax)
  }

  /// In one line: with the last line of what it printed, which says the most.
  var line: String {
    guard let last = words.split(whereSeparator: \.isNewline).dropFirst().last else { return what }
    return "\(what) (\(last.drop(while: \.isWhitespace)))".firstBytes(Limits.errorMessageBytesMax)
  }
}
