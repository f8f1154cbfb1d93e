"""The live room: from a source of pictures to what is known of each face in them. No Qt here."""
