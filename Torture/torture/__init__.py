"""The torture rounds of jobd, and what they share. docs/trust.md says what they are for."""
