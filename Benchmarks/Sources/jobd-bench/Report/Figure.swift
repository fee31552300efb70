// One line of the table: what was measured, beside what, and whether the budget is met.

/// A measured figure with its reference and its budget.
struct Figure {
  /// What the budget says about the ratio or the value.
  enum Budget {
    case none
    case ratioAtLeast(Double)
    case ratioAtMost(Double)
    case valueAtMost(Double)
  }

  let what: String
  let value: Double
  let unit: String
  var referenceName = ""
  var reference: Double?
  var budget = Budget.none
  var note = ""

  private var ratio: Double? {
    reference.map { value / $0 }
  }

  private var verdict: String {
    switch budget {
    case .none: ""
    case .ratioAtLeast(let bound): (ratio ?? 0) >= bound ? "met" : "**missed**"
    case .ratioAtMost(let bound): (ratio ?? .infinity) <= bound ? "met" : "**missed**"
    case .valueAtMost(let bound): value <= bound ? "met" : "**missed**"
    }
  }

  private var budgetText: String {
    switch budget {
    case .none: ""
    case .ratioAtLeast(let bound): "≥ \(Self.short(bound)) ×"
    case .ratioAtMost(let bound): "≤ \(Self.short(bound)) ×"
    case .valueAtMost(let bound): "≤ \(Self.short(bound)) \(unit)"
    }
  }

  /// The Markdown row.
  var row: String {
    let referenceText = reference.map { "\(Self.short($0)) \(unit) (\(referenceName))" } ?? ""
    let ratioText = ratio.map { Self.short($0) } ?? ""
    return "| \(what) | \(Self.short(value)) \(unit) | \(referenceText) | \(ratioText) | \(budgetText) | \(verdict) |"
      + " \(note) |"
  }

  static let header = """
    | what | jobd | reference | ratio | budget | | note |
    |---|--:|--:|--:|--:|---|---|
    """

  /// Three digits that matter, and thousands separated.
  static func short(_ value: Double) -> String {
    let size = value.magnitude
    if size >= 100 {
      let digits = String(Int(value.magnitude.rounded()))
      var grouped = ""
      for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
        grouped.append(digit)
      }
      return (value < 0 ? "-" : "") + grouped
    }
    let factor = size >= 10 ? 10.0 : 100.0
    let rounded = (value * factor).rounded() / factor
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
