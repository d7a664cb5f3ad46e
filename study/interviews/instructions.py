"""What is told to a person who codes a blind sheet, in English and Indonesian."""

from __future__ import annotations

INSTRUCTIONS = """\
HOW TO CODE THIS SHEET

1. Read the codebook beside this sheet once ({codebook}). A group (two letters) is never given;
   the most specific code below it is.
2. Read one text after the other, in the order of the sheet. Do not look at the codings of
   others, at the pages of the book on them, or at the web.
3. Write a code into code_1, the words it rests on into passage_1 (copied from the text), and
   sure or unsure into certainty_1. An empty passage stands for the whole text. Further codes go
   into code_2 and so on; for more than {slots} codes, copy the row and go on there.
4. If no code applies, write none into code_1. A row with nothing in it counts as not read.
5. Whatever was hard goes into memo.
6. Change nothing else, save the file as CSV (UTF-8) or as XLSX, and have it taken in:

   {command}

   Whoever coded is called by a number, never by name.

CARA MENGODE LEMBAR INI

1. Baca dahulu buku kode di samping lembar ini ({codebook}). Kelompok (dua huruf) tidak pernah
   diberikan; berikan kode yang paling khusus di bawahnya.
2. Baca teks satu per satu menurut urutan lembar. Jangan melihat pengodean orang lain, halaman
   buku tentang itu, atau web.
3. Tulis kode di code_1, kata-kata yang menjadi dasarnya di passage_1 (disalin dari teks), dan
   sure (yakin) atau unsure (ragu) di certainty_1. Passage kosong berarti seluruh teks. Kode
   berikutnya di code_2 dan seterusnya; bila lebih dari {slots} kode, salin barisnya dan lanjutkan.
4. Bila tidak ada kode yang cocok, tulis none di code_1. Baris kosong dianggap tidak dibaca.
5. Hal yang sulit ditulis di memo.
6. Jangan mengubah yang lain, simpan sebagai CSV (UTF-8) atau XLSX, lalu masukkan dengan:

   {command}

   Pengode disebut dengan nomor, tidak pernah dengan nama.
"""

RECODING = """\
THIS SHEET IS FOR CODING THE INTERVIEWS A SECOND TIME

The passages were coded before, by {coder}; the codes are left out. It is best filled by another
person or, where there is a single coder, by the same one some weeks later: then it shows how
stable the coding is, not that two people agree. Every passage must be filled, and no row taken
out: the sheet holds all that was marked in an interview. The sheet holds words of the people
interviewed: keep it where the transcripts are kept, and delete it when it has been taken in.

LEMBAR INI UNTUK MENGODE WAWANCARA KEDUA KALINYA

Bagian-bagian ini sudah dikode oleh {coder}; kodenya tidak ditampilkan. Sebaiknya diisi orang lain
atau, bila hanya ada satu pengode, oleh pengode yang sama beberapa minggu kemudian: hasilnya
menunjukkan seberapa ajek pengodean itu, bukan bahwa dua orang sepakat. Semua bagian harus diisi,
dan tidak ada baris yang dihapus: lembar ini memuat semua yang ditandai dalam suatu wawancara.
Lembar ini memuat kata-kata orang yang diwawancarai: simpan di tempat transkrip disimpan, dan hapus
setelah dimasukkan.

"""
