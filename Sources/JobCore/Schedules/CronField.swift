// One field of a cron expression: a set of numbers, written as a list of values, ranges and steps.

/// The numbers a field matches, and how it was written.
struct CronField: Hashable, Sendable {
  /// Bit n is number n.
  var bits: UInt64 = 0
  /// It begins with `*` or is `?`: it restricts nothing, as far as the rule for the two day fields goes.
  var isStar = false

  func contains(_ number: Int) -> Bool {
    bits & (1 << UInt64(number)) != 0
  }

  /// The least number from `number` on.
  func first(from number: Int) -> Int? {
    if number > 63 { return nil }
    let rest = bits & (UInt64.max << UInt64(number))
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }
}

/// What a field may contain.
struct CronFieldKind: Sendable {
  let name: String
  let range: ClosedRange<Int>
  let names: [String: Int]

  static let second = CronFieldKind(name: "second", range: 0...59, names: [:])
  static let minute = CronFieldKind(name: "minute", range: 0...59, names: [:])
  static let hour = CronFieldKind(name: "hour", range: 0...23, names: [:])
  static let dayOfMonth = CronFieldKind(name: "day of month", range: 1...31, names: [:])
  static let month = CronFieldKind(
    name: "month", range: 1...12,
    names: numbered(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], from: 1))
  /// 7 is Sunday, as 0 is.
  static let dayOfWeek = CronFieldKind(
    name: "day of week", range: 0...7, names: numbered(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], from: 0))

  private static func numbered(_ names: [String], from first: Int) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + first) })
  }

  /// Reads a list of `*`, `n`, `a-b`, each maybe with `/step`.
  func parse(_ text: Substring) throws(CronError) -> CronField {
    var field = CronField(isStar: text.hasPrefix("*") || text == "?")
    for part in text.split(separator: ",", omittingEmptySubsequences: false) { try add(part, to: &field) }
    return field
  }

  func add(_ part: Substring, to field: inout CronField) throws(CronError) {
    let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let body = pieces.first, !body.isEmpty else { throw CronError("\(name): a value is missing") }
    var step = 1
    if pieces.count == 2 {
      guard pieces[1].utf8.allSatisfy({ (48...57).contains($0) }), let given = Int(pieces[1]), given > 0,
        given <= range.upperBound
      else {
        throw CronError(
          "\(name): \"\(String(pieces[1]).firstBytes(60))\" is not a step between 1 and \(range.upperBound)")
      }
      step = given
    }
    let bounds = try bounds(body, isStepped: pieces.count == 2)
    for number in stride(from: bounds.lowerBound, through: bounds.upperBound, by: step) {
      // Sunday twice is Sunday.
      field.bits |= 1 << UInt64(range.upperBound == 7 ? number % 7 : number)
    }
  }

  private func bounds(_ body: Substring, isStepped: Bool) throws(CronError) -> ClosedRange<Int> {
    let everything = range.lowerBound...(range.upperBound == 7 ? 6 : range.upperBound)
    if body == "*" || body == "?" { return everything }
    let ends = body.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let low = try number(ends[0])
    if ends.count == 1 { return isStepped ? low...max(low, everything.upperBound) : low...low }
    var high = try number(ends[1])
    // Sunday ends a week as well as it begins one.
    if high == 0 && range.upperBound == 7 && low > 0 { high = 7 }
    if low > high { throw CronError("\(name): the range \(body) ends before it begins") }
    return low...high
  }

  func number(_ text: Substring) throws(CronError) -> Int {
    if let named = names[text.uppercased()] { return named }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
      throw CronError("\(name): \"\(String(text).firstBytes(60))\" is not a number\(names.isEmpty ? "" : " or a name")")
    }
    guard range.contains(number) else {
      throw CronError("\(name): \(number) is not in \(range.lowerBound)…\(range.upperBound)")
    }
    return number
  }
}
