// The text of --then: a command line, or a job as JSON, with the end it is for in front.

import ArgumentParser
import JobWire

/// Reads follow-ups.
enum FollowUpText {
  /// The follow-ups a text stands for; a command line runs in the directory of the job it follows, with its mask.
  static func read(_ text: String, cwd: String?, umask: Int? = nil) throws -> [ThenSpec] {
    let (condition, rest) = try outcome(text)
    if rest.hasPrefix("@") { return try specs(InputFile.read(String(rest.dropFirst())), on: condition) }
    if rest.hasPrefix("{") || rest.hasPrefix("[") { return try specs(Array(rest.utf8), on: condition) }
    if rest.isEmpty { throw ValidationError("--then must be a command line, or a job as JSON.") }
    var job = SubmitRequest(shell: rest)
    job.cwd = cwd
    job.umask = umask
    return [ThenSpec(on: condition, job: job)]
  }

  private static func outcome(_ text: String) throws -> (WireCondition?, String) {
    do {
      return try OptionReading.outcome(text)
    } catch let error as ValidationError {
      throw ValidationError("--then: \(error.message)")
    }
  }

  private static func specs(_ json: [UInt8], on condition: WireCondition?) throws -> [ThenSpec] {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.parse(json)
    } catch {
      throw ValidationError("--then is not JSON: \(error).")
    }
    return try (value.arrayValue ?? [value]).map { try spec($0, on: condition) }
  }

  /// One follow-up: an element of the field `then`, or the job alone.
  private static func spec(_ value: JSONValue, on condition: WireCondition?) throws -> ThenSpec {
    do throws(WireDecodeError) {
      guard value["job"] != nil else { return ThenSpec(on: condition, job: try SubmitRequest(json: value)) }
      var spec = try ThenSpec(json: value)
      if let condition { spec.on = condition }
      return spec
    } catch {
      throw ValidationError("--then: \(error).")
    }
  }
}
