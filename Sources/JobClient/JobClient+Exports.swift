// A program that imports JobClient gets the wire types with it: they are what the client's methods take and give.

@_exported public import JobWire
