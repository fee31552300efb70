// What went wrong in an attempt, in a form a program and a person can both use.

/// The failure of an attempt or a job.
public struct JobFailure: Hashable, Sendable {
  /// A stable word: `exit`, `signal`, `timeout`, `ENOENT`, `lost`, or what a handler named.
  public let code: String
  /// A sentence for people.
  public let message: String

  /// A failure with this word and this sentence.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

extension JobFailure {
  /// The same failure within the bounds of what is stored of one.
  var bounded: JobFailure {
    JobFailure(
      code: code.firstBytes(Limits.errorCodeBytesMax), message: message.firstBytes(Limits.errorMessageBytesMax))
  }
}

extension String {
  /// The beginning of the text, at most `bytesMax` bytes of it, whole characters.
  func firstBytes(_ bytesMax: Int) -> String {
    if utf8.count <= bytesMax { return self }
    var end = utf8.index(startIndex, offsetBy: bytesMax)
    while end > startIndex && end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
