// The fields in the head of an answer that say something of their own.

import JobWire

/// The header fields of the description.
enum ResponseFields {
  private static let described: KeyValuePairs = [
    "Accept-Ranges": "That parts can be asked for with Range",
    "Allow": "The methods that are possible",
    "Content-Range": "Which bytes these are, and of how many",
    "Idempotent-Replayed": "That this is the answer to an earlier request with the same Idempotency-Key",
    "Jobd-Http-Status": "The status of the answer that an http job got",
    "Jobd-Result-Bytes": "The size of the whole result, where this is only its beginning",
    "Location": "The path of what was created",
    "Retry-After": "Seconds after which to try again",
    "WWW-Authenticate": "That a bearer token is needed",
  ]

  static var all: JSONValue {
    .object(
      described.map { name, description in
        let isNumber = ["Jobd-Http-Status", "Jobd-Result-Bytes", "Retry-After"].contains(name)
        let value = JSONValue.members([
          "description": .string(description),
          "schema": .members(["type": .string(isNumber ? "integer" : "string")]),
        ])
        return JSONMember(name: name, value: value)
      })
  }

  static func reference(_ name: String) -> JSONValue {
    .members(["$ref": .string("#/components/headers/\(name)")])
  }
}
