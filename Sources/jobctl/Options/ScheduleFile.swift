// A schedule in a file: as it is submitted, or as the daemon shows it.

import JobWire

/// Reads the schedule of a file.
enum ScheduleFile {
  /// Fields that only answers have.
  private static let answered: Set<String> = [
    "name", "created_at", "updated_at", "next_at", "last_at", "last_job", "fired", "skipped", "fault",
    "submitted_by", "revoked",
  ]

  static func read(_ name: String) throws(CommandFailure) -> ScheduleRequest { try schedule(InputFile.read(name)) }

  static func schedule(_ text: [UInt8]) throws(CommandFailure) -> ScheduleRequest {
    var value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.parse(text)
    } catch {
      throw CommandFailure(
        .usage, "The schedule is not JSON: \(error).", hint: "Look at `jobctl schedule show --json`.")
    }
    if let members = value.objectValue { value = .object(members.filter { !answered.contains($0.name) }) }
    do throws(WireDecodeError) {
      return try ScheduleRequest(json: value)
    } catch {
      throw CommandFailure(.usage, "The schedule is not right: \(error).", hint: "Correct it; nothing was changed.")
    }
  }
}
