// A file of many jobs: JSON, one a line, or one array.

import JobWire

/// Reads the jobs of a file.
enum JobsFile {
  static func read(_ name: String) throws(CommandFailure) -> [SubmitRequest] { try jobs(InputFile.read(name)) }

  static func jobs(_ text: [UInt8]) throws(CommandFailure) -> [SubmitRequest] {
    var jobs: [SubmitRequest] = []
    try each(text) { value, place throws(CommandFailure) in jobs.append(try job(value, place: place)) }
    return jobs
  }

  /// The jobs of an export, which may say as whom they have run. That is no field of a submission: whoever submits such a
  /// file in another way is told so.
  static func exported(_ text: [UInt8]) throws(CommandFailure) -> [FiledJob] {
    var jobs: [FiledJob] = []
    try each(text) { value, place throws(CommandFailure) in
      let (rest, user) = ExportedJob.parted(value)
      jobs.append(FiledJob(request: try job(rest, place: place), place: place, runAs: user))
    }
    return jobs
  }

  private static func each(
    _ text: [UInt8], _ body: (JSONValue, String) throws(CommandFailure) -> Void
  ) throws(CommandFailure) {
    switch try? JSONReader.parse(text) {
    case .array(let elements)?:
      for (index, element) in elements.enumerated() { try body(element, "element \(index + 1)") }
    case let value?: try body(value, "the job")
    case nil: try eachLine(text, body)
    }
  }

  private static func eachLine(
    _ text: [UInt8], _ body: (JSONValue, String) throws(CommandFailure) -> Void
  ) throws(CommandFailure) {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONReader.parse(Array(line))
      } catch {
        throw CommandFailure(.usage, "line \(index + 1) is not JSON: \(error).", hint: "Write one job a line.")
      }
      try body(value, "line \(index + 1)")
    }
  }

  private static func job(_ value: JSONValue, place: String) throws(CommandFailure) -> SubmitRequest {
    do throws(WireDecodeError) {
      return try SubmitRequest(json: value)
    } catch {
      throw CommandFailure(.usage, "\(place) is not right: \(error).", hint: "Correct it; nothing was submitted.")
    }
  }
}
