"""Lists what is typed at any moment of a walk."""

from __future__ import annotations

WORDS = (
    "Puskesmas Contoh",
    "Pada 2025 ada 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA.",
    "mengadakan penyuluhan",
    "64", "1.250 orang", "12,5 juta", "Agustus 2025", "26/8/2025", "ya", "tidak", "ok", "belum ada", "lupa",
    "https://contoh.id/a", "-2,5931, 121,0792", "1", "1, 3", "Digital", "Sehat dan Setara", "semua",
    "Kelas ibu; 5; 10", "Kelas ibu; Berjalan lancar.; Desa; 64; 2 juta; Agustus 2025; ya; https://contoh.id/a",
    "A; b\nC; d", "a;b;c;d;e;f;g;h;i;j", "NIK 7324016505900001", "telepon 0812-3456-7890; 3",
    "kembali", "lewati", "lanjut", "daftar", "contoh", "bantuan", "urungkan", "tambah", "ganti", "selesai", "batal",
    "sudah", "sudah saya perbaiki", "nanti",
    "simpan", "pratinjau", "draf", "kirim", "ubah", "ubah judul", "ulangi", "halo", "biarkan begini", "?", "👍", "",
    "tambah: dan lagi 3 orang", "ganti: Judul Baru bagi Ibu", "{x} ** ** #panic() <b>", "apa maksudnya ini?",
    "Siti Contoh; Puskesmas Contoh; Bidan", "1. Siti 2. Puskesmas Contoh 3. Bidan", "2. Puskesmas Contoh\n3. -",
    "Nama: Siti, unit: Puskesmas Contoh", "Siti\nPuskesmas Contoh", "Siti, S.ST., Puskesmas Contoh, Bidan, 2025",
    "ganti judul: Judul Lain bagi Ibu", "1. cerita pertama\n2. cerita kedua", "1. a\n2. b\n3. c\n4. d\n5. e\n6. f",
    "kirm", "lnjut", "bantun", "lewatii", "kata " * 260,
)  # fmt: skip
"""What is said; every word of it must be found again, unless it is a command."""

RARE = (
    "catatan pendamping", "isi yang kosong", "isi lengkap sekaligus", "ajukan", "masih ada", "cukup", "tidak ada lagi",
    "siapa kamu?", "apa ini", "tidak tahu", "saya isi bagian 2", "bagian 1 untuk saya", "ubah yang tadi", "ubah xyz",
    "samarkan", "simpan apa adanya", "tambahkan", "punya saya", "gabung", "Kepala: Dr. Ani", "tambah:", "ganti judul:",
    "0", "-5", "99999999999999999999", "1e9", "3-1", "1-99", "31/2/2025", "29 Februari 2025", "kemarin", "tahun depan",
    "'; DROP TABLE drafts; --", "<script>alert(1)</script>", "../../etc/passwd", "%s%n", "\x00\x07", "\u202eterbalik",
    "\u200b", "\u00a0", "e\u0301" * 50, "👨‍👩‍👧‍👦" * 40, "مرحبا بكم", "ꦏꦧꦸꦥꦠꦺꦤ꧀", "_miring_ *tebal* ~coret~ `kode`",
    "a" * 5000, "kata " * 3000, "\n".join(f"{number}. baris" for number in range(1, 60)), "; " * 40, "🙏" * 300,
    "1. 7324016505900001\n2. Siti", "ya\nya\nya", "https://contoh.id/" + "x" * 400, "*" * 200,
)  # fmt: skip
"""What is said now and then: odd, hostile, far too long."""
