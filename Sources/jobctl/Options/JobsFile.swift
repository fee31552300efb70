// A file of many jobs: JSON, one a line, or one array.

import JobWire

/// Reads the jobs of a file.
enum JobsFile {
  static func read(_ name: String) throws(CommandFailure) -> [SubmitRequest] { try jobs(InputFile.read(name)) }

  static func jobs(_ text: [UInt8]) throws(CommandFailure) -> [SubmitRequest] {
    switch try? JSONReader.parse(text) {
    case .array(let elements)?:
      var jobs: [SubmitRequest] = []
      for (index, element) in elements.enumerated() { jobs.append(try job(element, place: "element \(index + 1)")) }
      return jobs
    case let value?: return [try job(value, place: "the job")]
    case nil: return try lines(text)
    }
  }

  private static func lines(_ text: [UInt8]) throws(CommandFailure) -> [SubmitRequest] {
    var jobs: [SubmitRequest] = []
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONReader.parse(Array(line))
      } catch {
        throw CommandFailure(.usage, "line \(index + 1) is not JSON: \(error).", hint: "Write one job a line.")
      }
      jobs.append(try job(value, place: "line \(index + 1)"))
    }
    return jobs
  }

  private static func job(_ value: JSONValue, place: String) throws(CommandFailure) -> SubmitRequest {
    do throws(WireDecodeError) {
      return try SubmitRequest(json: value)
    } catch {
      throw CommandFailure(.usage, "\(place) is not right: \(error).", hint: "Correct it; nothing was submitted.")
    }
  }
}
