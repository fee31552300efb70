// What follows from a call: delivered, again later, or given up. Pure; chance is a parameter.

/// The decisions on callbacks.
enum CallbackPolicy {
  /// Pauses after the first, second… try: twelve tries in about six hours.
  static let pauseSeconds: [Int64] = [1, 5, 30, 120, 600, 1_800, 3_600, 3_600, 3_600, 3_600, 3_600]

  static var triesMax: Int { pauseSeconds.count + 1 }

  /// The longest pause before the next call, after so many.
  static func pauseMicrosMax(after tries: Int) -> Int64 {
    guard tries > 0 else { return 0 }
    let pause = pauseSeconds[min(tries, pauseSeconds.count) - 1] * 1_000_000
    return max(pause + pause / 5, askedMicrosMax)
  }

  /// The longest that a receiver can ask to be left alone.
  private static let askedMicrosMax: Int64 = 3_600_000_000

  /// `nil` if it was no call: it is as due as before.
  ///
  /// - Parameters:
  ///   - tries: calls before this one.
  ///   - chance: 0..<1; spreads calls that failed together by a fifth.
  static func decide(_ answer: CallbackAnswer, tries: Int, now: Timestamp, chance: Double) -> CallbackResult? {
    switch answer {
    case .shortage: return nil
    case .accepted: return .delivered
    case .gone(let error): return .givenUp(error: clipped(error))
    case .refused(let error, let retryAfterMicros):
      guard tries < pauseSeconds.count else { return .givenUp(error: clipped(error)) }
      let pause = pauseSeconds[tries] * 1_000_000
      let spread = Int64(Double(pause) * 0.2 * chance)
      let asked = min(retryAfterMicros ?? 0, askedMicrosMax)
      return .again(now.advanced(byMicros: max(pause + spread, asked)), error: clipped(error))
    }
  }

  private static func clipped(_ error: String) -> String {
    String(decoding: error.utf8.prefix(500), as: UTF8.self)
  }
}
