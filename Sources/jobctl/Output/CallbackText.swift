// A callback in one line, for a job's page and for `callback list`.

import JobWire

/// Words for callbacks.
enum CallbackText {
  /// "3  https://example.com/hook (failure): due in 5s, tried 2 times: status 503"
  static func line(_ callback: CallbackView, at moment: Moment) -> String {
    let target = callback.url ?? callback.argv.map(ShellWords.joined) ?? "-"
    var text = "\(callback.id)  \(target) (\(callback.on.rawValue)): \(callback.state)"
    if callback.state == "due", let next = callback.nextAt {
      text += next <= moment.now ? " now" : " \(moment.distance(to: next))"
    }
    if let at = callback.deliveredAt { text += " \(moment.age(of: at)) ago" }
    if callback.tries > 0 { text += ", tried \(callback.tries) \(callback.tries == 1 ? "time" : "times")" }
    if let error = callback.lastError { text += ": \(error)" }
    return text
  }
}
