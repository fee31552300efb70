// Named values for the JSON writer: `field` writes null for nil, `optionalField` leaves nil out.

extension JSONWriter {
  package mutating func field(_ name: StaticString, _ value: String?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ value: Int64?) {
    self.name(name)
    if let value { integer(value) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ value: Int?) {
    field(name, value.map(Int64.init))
  }

  package mutating func field(_ name: StaticString, _ value: Bool?) {
    self.name(name)
    if let value { bool(value) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ value: Double?) {
    self.name(name)
    if let value { number(value) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ value: (some WireEncodable)?) {
    self.name(name)
    if let value { value.write(to: &self) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ values: [some WireEncodable]) {
    self.name(name)
    array(values)
  }

  package mutating func field(_ name: StaticString, _ values: [Int64]) {
    self.name(name)
    beginArray()
    for value in values { integer(value) }
    endArray()
  }

  package mutating func field(_ name: StaticString, _ values: [String]) {
    self.name(name)
    strings(values)
  }

  package mutating func strings(_ values: [String]) {
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// An object with sorted names, so that equal values give equal bytes.
  package mutating func field(_ name: StaticString, _ values: [String: String]) {
    self.name(name)
    map(values)
  }

  package mutating func map(_ values: [String: String]) {
    beginObject()
    if !values.isEmpty {
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        name(data: key)
        string(value)
      }
    }
    endObject()
  }

  package mutating func array(_ values: [some WireEncodable]) {
    beginArray()
    for value in values { value.write(to: &self) }
    endArray()
  }

  package mutating func optionalField(_ name: StaticString, _ value: String?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ value: Int64?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ value: Int?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ value: Bool?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ value: Double?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ value: (some WireEncodable)?) {
    if let value { field(name, value) }
  }

  package mutating func optionalField(_ name: StaticString, _ values: [some WireEncodable]?) {
    if let values { field(name, values) }
  }

  package mutating func optionalField(_ name: StaticString, _ values: [Int64]?) {
    if let values { field(name, values) }
  }

  package mutating func optionalField(_ name: StaticString, _ values: [String]?) {
    if let values { field(name, values) }
  }

  package mutating func optionalField(_ name: StaticString, _ values: [String: String]?) {
    if let values { field(name, values) }
  }
}
