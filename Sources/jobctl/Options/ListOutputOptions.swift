// The options that say in which form a list of jobs is shown.

import ArgumentParser

/// Columns, order and form.
struct ListOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only these fields, such as id,state,command; a wrong one names all.", valueName: "fields"),
    transform: OptionReading.fields)
  var columns: [JobField]?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Sort what is shown by these fields; -FIELD turns the order around.", valueName: "fields"),
    transform: OptionReading.order)
  var sort: FieldOrder?

  @Option(
    help: ArgumentHelp("A line a job, such as '{id} {state} {name}'.", valueName: "text"),
    transform: OptionReading.format)
  var format: JobFormat?

  @Flag(help: "Comma-separated values, with a heading.")
  var csv = false

  func validate() throws {
    if format != nil, csv || columns != nil {
      throw ValidationError("--format says it all; leave --csv and --columns out.")
    }
  }
}

extension OptionReading {
  /// `id,state,command`
  @Sendable static func fields(_ text: String) throws -> [JobField] { try text.split(separator: ",").map(field) }

  /// `state,-age`
  @Sendable static func order(_ text: String) throws -> FieldOrder {
    FieldOrder(
      parts: try text.split(separator: ",").map { part in
        let isDescending = part.hasPrefix("-")
        return FieldOrder.Part(field: try field(isDescending ? part.dropFirst() : part), isDescending: isDescending)
      })
  }

  @Sendable static func format(_ text: String) throws -> JobFormat {
    do throws(JobFormat.Failure) {
      return try JobFormat(parsing: text)
    } catch {
      throw ValidationError(error.detail)
    }
  }

  private static func field(_ name: Substring) throws -> JobField {
    // As the heading of the column has it.
    let name = name.lowercased() == "pri" ? "priority" : name.lowercased()
    guard let field = JobField(rawValue: name) else {
      throw ValidationError("\"\(name)\" is no field of a job; there are: \(JobField.known)")
    }
    return field
  }
}
