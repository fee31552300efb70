// `--json`: the wire form of an answer, one value a line.

import JobWire

/// Prints answers as the daemon wrote them.
enum JSONOutput {
  static func write(_ value: some WireEncodable) throws(CommandFailure) {
    try Console.data(value.jsonBytes() + [UInt8(ascii: "\n")])
  }
}
