// How a duration looks as a regular expression, for the description of the API; the parser is WireDuration itself.

extension WireDuration {
  /// The form of a duration as text, as a regular expression that JSON Schema knows.
  package static func pattern(_ sign: Sign) -> String {
    let amount = #"[0-9]+(\.[0-9]+)?"#
    let units = ["w", "d", "h", "m", "s", "ms", "(us|µs)"].map { "(\(amount)\($0))?" }.joined()
    let signs = sign == .any ? "[+-]?" : "[+]?"
    // Each of the units may be missing, but not all of them.
    return "^\(signs)(?=[0-9])(\(amount)|\(units))$"
  }
}
