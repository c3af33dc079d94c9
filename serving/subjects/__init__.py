"""What a person may ask of Ermine: what it holds, who looked, why; and to contest or to object."""
