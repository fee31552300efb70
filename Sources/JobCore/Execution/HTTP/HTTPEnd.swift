// What a carrier of http jobs says about an attempt.

/// How the request of an attempt ended.
public struct HTTPEnd: Sendable {
  /// What it means for the attempt.
  public enum Verdict: Hashable, Sendable {
    /// An answer that counts as success; its body is the job's result.
    case succeeded(body: [UInt8])
    /// No success: the job's retry rule says what follows.
    case failed(JobFailure)
    /// No success, and the server says that trying again is of no use.
    case discarded(JobFailure)
    /// The host asks to be left alone for so long: the attempt does not count.
    case askedToWait(HTTPOrigin, micros: Int64, why: String)
    /// The host had asked for it before, and was asked nothing: the attempt does not count.
    case kept(from: HTTPOrigin)
    /// This machine is short of something: the attempt does not count.
    case shortage(JobFailure)
  }

  /// What it means for the attempt.
  public var verdict: Verdict
  /// The head of the last answer, if there was one.
  public var answer: HTTPAnswer?

  /// An end with this verdict; `answer` is the head of the last answer.
  public init(_ verdict: Verdict, answer: HTTPAnswer? = nil) {
    self.verdict = verdict
    self.answer = answer
  }
}
