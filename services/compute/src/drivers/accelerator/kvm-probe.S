# A 64 KiB firmware that does what every 64-bit kernel relies on, and says after each step how far it came.
#
# Real mode, protected mode, long mode, then the steps below; each writes one letter to port 0xe9 (-debugcon):
#   R real mode   P protected mode   L long mode   I interrupts (IDT, int3)   H mapping in the high half   S descriptor tables (sgdt)
#   F interrupt flag (pushf/popf)   G TLB and global pages   M model specific registers   T local APIC timer and hlt   U user mode (syscall/sysret)
# Success is `out 0xf4, 0x10` (-device isa-debug-exit), which makes QEMU's exit status 33.
#
# probe-image.ts holds the assembled image, and the commands that make it.
.text
.code16
start16:
  cli
  cld
  mov $'R',%al; out %al,$0xe9
  lgdtl %cs:(gdtptr-start16)
  mov %cr0,%eax; or $1,%eax; mov %eax,%cr0
  ljmpl $8,$start32
.code32
start32:
  mov $16,%ax; mov %ax,%ds; mov %ax,%es; mov %ax,%ss
  mov $0x9000,%esp
  mov $'P',%al; out %al,$0xe9
  mov $0x1000,%edi; xor %eax,%eax; mov $0x1c00,%ecx; rep stosl      # clear 0x1000..0x8000
  movl $0x2007,0x1000              # PML4[0]
  movl $0x4007,0x1000+511*8        # PML4[511] high half
  movl $0x3007,0x2000              # PDPT[0]
  movl $0x5007,0x2000+3*8          # PDPT[3]
  movl $0x3007,0x4000+510*8        # 0xffffffff80000000 -> phys 0
  mov $0x3000,%edi; mov $0x87,%eax; mov $512,%ecx
1: mov %eax,(%edi); add $0x200000,%eax; add $8,%edi; loop 1b
  mov $0x5000,%edi; mov $0xC0000087,%eax; mov $512,%ecx
1: mov %eax,(%edi); add $0x200000,%eax; add $8,%edi; loop 1b
  mov $gdt,%esi; mov $0x7000,%edi; mov $(gdtend-gdt),%ecx; rep movsb
  movw $(gdtend-gdt-1),0x7100; movl $0x7000,0x7102
  lgdt 0x7100
  mov %cr4,%eax; or $0x20,%eax; mov %eax,%cr4
  mov $0x1000,%eax; mov %eax,%cr3
  mov $0xC0000080,%ecx; rdmsr; or $0x101,%eax; wrmsr
  mov %cr0,%eax; or $0x80000000,%eax; mov %eax,%cr0
  ljmp $24,$start64
.code64
start64:
  mov $32,%ax; mov %ax,%ss; mov %ax,%ds; mov %ax,%es
  mov $0x9000,%rsp
  mov $'L',%al; out %al,$0xe9
  # IDT @0x6000, 64 vectors
  xor %ecx,%ecx
1: lea h_bad(%rip),%rax
  cmp $3,%ecx; jne 2f; lea h_bp(%rip),%rax
2: cmp $32,%ecx; jne 2f; lea h_timer(%rip),%rax
2: mov %ecx,%edi; shl $4,%edi; add $0x6000,%edi
  mov %ax,(%rdi); movw $24,2(%rdi); movw $0x8e00,4(%rdi); shr $16,%rax; mov %ax,6(%rdi); shr $16,%rax; mov %eax,8(%rdi); movl $0,12(%rdi)
  inc %ecx; cmp $64,%ecx; jne 1b
  movw $1023,0x7110; movq $0x6000,0x7112
  lidt 0x7110
  xor %r15d,%r15d; int3
  cmp $1,%r15d; jne fail
  mov $'I',%al; out %al,$0xe9
  # high half mapping: read/write through 0xffffffff80000000
  movq $0x1234,0x8800; mov $0xffffffff80008800,%rbx; cmpq $0x1234,(%rbx); jne fail
  mov $'H',%al; out %al,$0xe9
  # non-trapping privileged-state instructions: sgdt must give back our GDT, popf must change IF
  sgdt 0x7120; cmpq $0x7000,0x7122; jne fail
  mov $'S',%al; out %al,$0xe9
  cli; pushfq; pop %rax; test $0x200,%eax; jnz fail
  or $0x200,%eax; push %rax; popfq; pushfq; pop %rax; test $0x200,%eax; jz fail
  and $~0x200,%eax; push %rax; popfq; pushfq; pop %rax; test $0x200,%eax; jnz fail
  mov $'F',%al; out %al,$0xe9
  # TLB ops and CR4.PGE
  mov %cr4,%rax; or $0x80,%rax; mov %rax,%cr4; mov %cr3,%rax; mov %rax,%cr3; invlpg (%rbx)
  mov $'G',%al; out %al,$0xe9
  # MSRs
  mov $0xC0000081,%ecx; xor %eax,%eax; mov $((0x28<<16)|0x18),%edx; wrmsr       # STAR
  lea sysentry(%rip),%rax; mov %rax,%rdx; shr $32,%rdx; inc %ecx; wrmsr          # LSTAR
  mov $0xC0000084,%ecx; mov $0x200,%eax; xor %edx,%edx; wrmsr                    # SFMASK
  mov $0xC0000100,%ecx; mov $0x12345678,%eax; xor %edx,%edx; wrmsr; rdmsr; cmp $0x12345678,%eax; jne fail
  mov $'M',%al; out %al,$0xe9
  # TSS + timer interrupt + hlt
  movq $0x8f00,0x7204      # rsp0
  mov $0x40,%ax; ltr %ax
  mov $0xfee00000,%ebx
  movl $0x1ff,0xf0(%rbx); movl $0xb,0x3e0(%rbx); movl $32,0x320(%rbx)
  xor %r14d,%r14d
1: movl $20000,0x380(%rbx); sti; hlt; cli; cmp $5,%r14d; jb 1b
  mov $'T',%al; out %al,$0xe9
  # ring 3 and syscall, twice (sysret in between)
  mov %rsp,%r13; xor %r12d,%r12d
  push $0x33; push $0xa000; push $0x3002; push $0x3b; lea user(%rip),%rax; push %rax; iretq
user: mov $7,%edi; syscall; mov $8,%edi; syscall; 1: jmp 1b
sysentry: inc %r12d; cmp $2,%r12d; je 1f; sysretq
1: mov %r13,%rsp; mov $'U',%al; out %al,$0xe9
  mov $0x10,%al; out %al,$0xf4
  1: cli; hlt; jmp 1b
fail: mov $'!',%al; out %al,$0xe9; mov $0x20,%al; out %al,$0xf4; 1: hlt; jmp 1b
h_bad: mov $'X',%al; out %al,$0xe9; mov $0x21,%al; out %al,$0xf4; 1: hlt; jmp 1b
h_bp: inc %r15d; iretq
h_timer: inc %r14d; movl $0,0xb0(%rbx); iretq
.balign 16
gdt: .quad 0
 .quad 0x00cf9b000000ffff   # 08 code32
 .quad 0x00cf93000000ffff   # 10 data32
 .quad 0x00af9b000000ffff   # 18 code64
 .quad 0x00cf93000000ffff   # 20 data
 .quad 0x00cffb000000ffff   # 28 user code32
 .quad 0x00cff3000000ffff   # 30 user data
 .quad 0x00affb000000ffff   # 38 user code64
 .quad 0x0000890072000067, 0 # 40 tss @0x7200
gdtend:
gdtptr: .word gdtend-gdt-1; .long gdt
.org 0xfff0
.code16
  jmp start16
.org 0xffff
.byte 0
