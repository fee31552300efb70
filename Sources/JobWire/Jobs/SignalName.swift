// Signals by name and number, for the signal route and for telling people what ended a process. The numbers are
// Linux's, because they name what happens to the daemon's children, not to the client's.

/// The signals a person may name.
package enum SignalName {
  private static let numbers: [(name: String, number: Int)] = [
    ("HUP", 1), ("INT", 2), ("QUIT", 3), ("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("BUS", 7), ("FPE", 8), ("KILL", 9),
    ("USR1", 10), ("SEGV", 11), ("USR2", 12), ("PIPE", 13), ("ALRM", 14), ("TERM", 15), ("STKFLT", 16), ("CHLD", 17),
    ("CONT", 18), ("STOP", 19), ("TSTP", 20), ("TTIN", 21), ("TTOU", 22), ("URG", 23), ("XCPU", 24), ("XFSZ", 25),
    ("VTALRM", 26), ("PROF", 27), ("WINCH", 28), ("IO", 29), ("PWR", 30), ("SYS", 31),
  ]

  /// The form of a signal, for the description of the API; in mixed case they are understood as well.
  static let pattern: String = {
    let names = numbers.map(\.name).joined(separator: "|")
    return "^((SIG)?(\(names))|(sig)?(\(names.lowercased()))|[1-9]|[1-5][0-9]|6[0-4])$"
  }()

  /// The number for "TERM", "SIGTERM", "sigterm" or "15"; nil when there is no such signal.
  package static func number(for text: String) -> Int? {
    guard text.isWord else { return nil }
    if let number = Int(text) { return (1...64).contains(number) ? number : nil }
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    return numbers.first { $0.name == name }?.number
  }

  /// "SIGTERM" for 15; "signal 40" for a number without a name.
  package static func name(of number: Int) -> String {
    numbers.first { $0.number == number }.map { "SIG\($0.name)" } ?? "signal \(number)"
  }
}
