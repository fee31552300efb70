// Jobs as CSV (RFC 4180), for spreadsheets.

/// Rows of values.
enum JobCSV {
  /// What is shown if nobody says otherwise.
  static let fields: [JobField] = [
    .id, .state, .name, .command, .queue, .priority, .batch, .schedule, .kind, .reason, .exitCode, .attempt, .createdAt,
    .startedAt, .finishedAt, .durationMillis, .waitMillis,
  ]

  static func heading(_ fields: [JobField]) -> String { fields.map(\.rawValue).joined(separator: ",") }

  static func line(_ row: ListedJob, _ fields: [JobField]) -> String {
    fields.map { quoted(SafeText.escaped($0.text(of: row))) }.joined(separator: ",")
  }

  /// A value that a spreadsheet might take for a formula is text: names come from whoever submits.
  private static func quoted(_ value: String) -> String {
    let isFormula = value.first.map { "=+-@".contains($0) } ?? false && Int64(value) == nil
    let text = isFormula ? "'" + value : value
    guard text.contains(where: { ",\"\n\r".contains($0) }) || isFormula || text.first == " " else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
